from collections.abc import Callable, Mapping
from typing import Any

class MessageNotHandledException(Exception):
    message: str

class MessageObservedException(Exception):
    message: str

class Closure: ...

class Host:
    def __init__(self, ruleset_definitions: Mapping[str, Any] | None = None) -> None: ...
    def _run(self) -> None: ...
    def register_rulesets(self, ruleset_definitions: Mapping[str, Any]) -> list[str]: ...
    # The state after the actions ran; the number 0 where they did not run to their end.
    def assert_fact(
        self,
        ruleset_name: str,
        fact: Mapping[str, str | int],
        complete: Callable[[Any, Any], None] | None = None,
    ) -> dict[str, Any] | int | None: ...
    def retract_fact(
        self,
        ruleset_name: str,
        fact: Mapping[str, str | int],
        complete: Callable[[Any, Any], None] | None = None,
    ) -> dict[str, Any] | int | None: ...
    def get_facts(self, ruleset_name: str, sid: str | None = None) -> list[dict[str, Any]]: ...
