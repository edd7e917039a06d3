"""Safe YAML whose mappings remember the line on which they begin."""

from __future__ import annotations

from typing import Any

import yaml

from extractor.rulebook.load import LINE


class LineLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A loader that adds the line under :data:`LINE` and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """The mapping of a node with its line."""
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return {**super().construct_mapping(node, deep=deep), LINE: node.start_mark.line + 1}
