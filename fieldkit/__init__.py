"""fieldkit: offline interviews about forced labour, scored with reasons, pooled through Excel."""
