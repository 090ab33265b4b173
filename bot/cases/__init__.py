"""What a person must look at: a case says why, whose it is and whether people have the chat."""
