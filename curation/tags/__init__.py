"""Keeping the vocabulary: the admin of tags, and the pages that merge, split and look through them."""
