"""Differential item functioning: whether people with the same score answer an item alike in every group."""
