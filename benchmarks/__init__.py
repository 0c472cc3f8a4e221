"""Speed beside the peers, measured side by side in one run."""
