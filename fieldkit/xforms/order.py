"""Loops and order in a directed graph given as lists of what each vertex needs."""

from collections.abc import Sequence


def loops(needs: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The strongly connected parts that are loops, each sorted (Tarjan 1972, iterative)."""
    found: list[tuple[int, ...]] = []
    number = [-1] * len(needs)
    low = [0] * len(needs)
    on_stack = [False] * len(needs)
    stack: list[int] = []
    counter = 0
    for start in range(len(needs)):
        if number[start] >= 0:
            continue
        work = [(start, 0)]
        while work:
            vertex, place = work[-1]
            if place == 0:
                number[vertex] = low[vertex] = counter
                counter += 1
                stack.append(vertex)
                on_stack[vertex] = True
            if place < len(needs[vertex]):
                work[-1] = (vertex, place + 1)
                need = needs[vertex][place]
                if number[need] < 0:
                    work.append((need, 0))
                elif on_stack[need]:
                    low[vertex] = min(low[vertex], number[need])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[vertex])
            if low[vertex] == number[vertex]:
                part = _pop_part(stack, on_stack, vertex)
                if len(part) > 1 or vertex in needs[vertex]:
                    found.append(part)
    return found


def ranked(needs: Sequence[Sequence[int]]) -> list[int]:
    """All vertices, each after what it needs; where a loop stands, one of its edges is ignored."""
    done = [False] * len(needs)
    open_ = [False] * len(needs)
    order: list[int] = []
    for start in range(len(needs)):
        if done[start]:
            continue
        work = [(start, 0)]
        open_[start] = True
        while work:
            vertex, place = work[-1]
            if place < len(needs[vertex]):
                work[-1] = (vertex, place + 1)
                need = needs[vertex][place]
                if not done[need] and not open_[need]:
                    open_[need] = True
                    work.append((need, 0))
                continue
            work.pop()
            done[vertex] = True
            order.append(vertex)
    return order


def _pop_part(stack: list[int], on_stack: list[bool], vertex: int) -> tuple[int, ...]:
    part = []
    while True:
        member = stack.pop()
        on_stack[member] = False
        part.append(member)
        if member == vertex:
            return tuple(sorted(part))
