"""Letters and receipts as PDF."""
