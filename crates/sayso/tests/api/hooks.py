"""Whoever tries everything out must not lock themselves out: what would end the keys of the one who
asks is done to somebody else."""

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.operation.path.startswith("/api/v1/people") and isinstance(case.body, dict):
        if str(case.body.get("name", "")).strip().lower() == "amina":
            case.body["name"] = "Ben"
