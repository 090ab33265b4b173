"""What is talked about before it is agreed: offers shown, asks made, promises in the making."""
