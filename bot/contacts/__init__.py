"""The person we write to: how to reach them, who they proved to be, and who has their chat."""
