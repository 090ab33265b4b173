"""What people mean by the amounts, days and terms they write: pure readers of free text."""
