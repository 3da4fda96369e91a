"""Tests of the stores, and what builds rows for them."""
