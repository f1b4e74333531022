"""Builders of recordings, transcripts, slides and hand-outs from manuscripts, by espeak-ng and ffmpeg."""
