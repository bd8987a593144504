"""Opens a file that this package wrote with the reference package; exits with 1 on any difference.

    TINY_PEER_FILE=/some/path.safetensors swift test --filter SafetensorsWriterTests
    python Tests/peers/check_safetensors.py /some/path.safetensors
    python Tests/peers/check_safetensors.py --checkpoint /some/path.checkpoint

The test `theFileForPython` writes both files: the checkpoint's name has `.checkpoint` behind it. What they hold
is told twice, there and here, so that neither side can change it alone.
"""

import sys

import numpy as np
from safetensors import safe_open


def expected_tensors():
    ramp = np.arange(12, dtype=np.float32).reshape(3, 4) / 8 - 1
    edges = np.array([np.inf, -np.inf, np.nan, -0.0, 1e-45, 3.4028235e38], dtype=np.float32)
    return {
        "a.ramp": ramp,
        "b.edges": edges,
        "c.scalar": np.array(0.1, dtype=np.float32),
        "d.empty": np.zeros((2, 0, 3), dtype=np.float32),
        "näme \"quoted\"\n\\": np.array([7], dtype=np.float32),
    }


def expected_texts(is_checkpoint):
    if not is_checkpoint:
        return {"format": "pt", "note": "line 1\nline 2\t\u0001 ünïcode 🙂"}
    return {
        "version": "tiny checkpoint 1", "stage": "sft", "parent": "pretraining", "seed": str(2**64 - 1),
        "step": "300", "configuration": '{"width":96}', "tokenizer": '{"merges":["a b"]}',
        "metric.loss": "0.1", "metric.held out": "5e-324", "metric.third": repr(1 / 3),
    }


def problems(path, is_checkpoint):
    with safe_open(path, framework="np") as file:
        texts, wanted = dict(file.metadata()), expected_texts(is_checkpoint)
        if is_checkpoint and len(texts.pop("checksum", "")) != 16:
            yield "no checksum of 16 digits"
        if texts != wanted:
            yield f"texts {texts} instead of {wanted}"
        tensors = expected_tensors()
        if sorted(file.keys()) != sorted(tensors):
            yield f"names {sorted(file.keys())} instead of {sorted(tensors)}"
            return
        for name, wanted in tensors.items():
            got = file.get_tensor(name)
            if got.dtype != wanted.dtype or got.shape != wanted.shape or got.tobytes() != wanted.tobytes():
                yield f"{name!r}: {got} instead of {wanted}"


def main():
    is_checkpoint = "--checkpoint" in sys.argv[1:]
    paths = [argument for argument in sys.argv[1:] if argument != "--checkpoint"]
    if len(paths) != 1:
        sys.exit(__doc__)
    found = list(problems(paths[0], is_checkpoint))
    print("\n".join(found) or f"{paths[0]}: as expected")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
