"""How a manuscript becomes a recording with transcript, slides and hand-outs. Needs espeak-ng and ffmpeg."""
