"""The score for the monitor: four criteria as a picture and in words, each with its reasons."""
