"""The names of the jobs that the worker does. Each is also the name of a Celery task."""

MERGE_ROUND = "merge-round"
DELIVER_MAIL = "deliver-mail"
SEND_NUDGES = "send-nudges"
SEND_DIGEST = "send-digest"
SEND_BOARD_DIGEST = "send-board-digest"
SEND_FOLDED = "send-folded"
TELL_HANDOVER = "tell-handover"
OPEN_ROUND = "open-round"
CLOSE_ROUND = "close-round"
LOCK_DUE = "lock-due"
SIGN_HEAD = "sign-head"
TELL_STAKEHOLDERS = "tell-stakeholders"
CHASE_ACTION_POINTS = "chase-action-points"
ISSUE_CORRIGENDUM = "issue-corrigendum"
HALF_TIME = "half-time"
STAMP_SEAL = "stamp-seal"
NUDGE_COMMITMENT = "nudge-specific-pledge"

KINDS = (
    MERGE_ROUND,
    DELIVER_MAIL,
    SEND_NUDGES,
    SEND_DIGEST,
    SEND_BOARD_DIGEST,
    SEND_FOLDED,
    TELL_HANDOVER,
    OPEN_ROUND,
    CLOSE_ROUND,
    LOCK_DUE,
    HALF_TIME,
    SIGN_HEAD,
    TELL_STAKEHOLDERS,
    CHASE_ACTION_POINTS,
    ISSUE_CORRIGENDUM,
    NUDGE_COMMITMENT,
    STAMP_SEAL,
)

OUTSIDE = frozenset({DELIVER_MAIL, STAMP_SEAL})
"""Jobs that wait for somebody else's server; they are tried for a day and more."""

SWEEP = "sweep"
"""Not a job of its own: looks for jobs that were left lying and does them."""
