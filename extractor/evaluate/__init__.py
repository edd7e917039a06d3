"""How well xiaozhang reads: scores against annotated articles, cross-validated by source, and the model's training."""
