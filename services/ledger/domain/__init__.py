"""The rules of accounts receivable, without any machinery."""
