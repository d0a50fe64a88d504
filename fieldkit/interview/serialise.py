"""A session as text: the submission, the complete state, the answers, the indicators."""

def state(session): return {"refused": {}}
def submission_xml(session): return ""
