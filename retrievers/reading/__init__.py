"""Reading without a trained network: spans, features, a log-linear score."""
