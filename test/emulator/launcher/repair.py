"""How moto is repaired. Each repair stands in repairs/ and says what would happen without it."""

import functools


def replaces(owner, name):
    """The function takes the place of one of `owner`; its first argument is the old one."""

    def decorate(function):
        old = getattr(owner, name)

        @functools.wraps(old)
        def new(*arguments, **more):
            return function(old, *arguments, **more)

        setattr(owner, name, new)
        return function

    return decorate


def adds(owner):
    """The function becomes a method that `owner` lacks."""

    def decorate(function):
        name = function.__name__
        if hasattr(owner, name):
            raise TypeError(f"{owner.__name__} has {name} by now: take the repair away")
        setattr(owner, name, function)
        return function

    return decorate
