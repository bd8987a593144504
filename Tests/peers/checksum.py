"""The checksum of Checksum.swift, slowly; prints the values that ChecksumTests expects (Python 3, no packages)."""

MASK = 2**64 - 1
MULTIPLIER = 0x9E3779B97F4A7C15


def checksum(data, seed=0):
    sums = list(range(1, 9))
    whole = len(data) // 64 * 64
    padded = data + bytes(whole + 64 - len(data))  # always one more block, filled up with zeros
    for place in range(0, len(padded), 8):
        lane = place // 8 % 8
        word = int.from_bytes(padded[place:place + 8], "little")
        product = (sums[lane] ^ word) * MULTIPLIER & MASK
        sums[lane] = product ^ product >> 29
    result = seed
    for word in [len(data)] + sums:
        result = (result ^ word) * MULTIPLIER & MASK
        result ^= result >> 32
    return result


for data, seed in [(b"", 0), (b"tiny", 0), (bytes(range(200)), 42)]:
    print(f"{len(data)} bytes, seed {seed}: 0x{checksum(data, seed):016X}")
