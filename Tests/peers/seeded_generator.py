"""SeededGenerator.swift again, in Python; prints the values that SeededGeneratorTests expects (no packages).

The first line is SplitMix64 from 1234567, which other programs publish too.
"""
import math
import struct

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15


def scramble(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


class Generator:
    def __init__(self, state):
        self.state = state

    @classmethod
    def seeded(cls, seed, stream):
        state = seed
        for byte in stream.encode():
            state = scramble(state ^ byte) + GOLDEN & MASK
        return cls(scramble(state + GOLDEN & MASK))

    def next(self):
        self.state = self.state + GOLDEN & MASK
        return scramble(self.state)

    def below(self, limit):
        while True:
            product = self.next() * limit
            if product & MASK >= 2**64 % limit:
                return product >> 64

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53

    def normal_pair(self):
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        angle = 2 * math.pi * self.uniform()
        return [struct.unpack("f", struct.pack("f", radius * f(angle)))[0] for f in (math.cos, math.sin)]

    def shuffled(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items


plain = Generator(1234567)
print([plain.next() for _ in range(5)])
g = Generator.seeded(1, "weights")
print("state", g.state)
print("below 1000", [g.below(1000) for _ in range(4)])
print("uniform", [g.uniform() for _ in range(2)])
print("normal", [g.normal_pair()[0] for _ in range(3)])
print("shuffled", g.shuffled(list(range(8))))
print("tensor", (g.normal_pair() + g.normal_pair())[:3])
