"""A contact's exchange from first message to last: how it ended, and how they rated it."""
