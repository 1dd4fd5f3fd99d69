"""The builder of the bundled model: from an English model and parallel texts to a model in four languages."""
