"""Makes peer.safetensors, beside this file, with the reference package, one tensor of each common kind.

Made with safetensors 0.8.0, numpy 2.4.6, torch 2.13.0. Run again only when the list changes:
    python Tests/peers/make_safetensors_fixture.py
"""

import pathlib

import torch
from safetensors.torch import save_file

kinds = {
    "f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16,
    "i64": torch.int64, "i32": torch.int32, "i16": torch.int16, "i8": torch.int8,
    "u8": torch.uint8, "u16": torch.uint16, "u32": torch.uint32, "u64": torch.uint64,
}
numbers = torch.tensor([[0, 1, 2], [3, 40, 100]])
tensors = {name: numbers.to(kind) for name, kind in kinds.items()}
tensors["bool"] = torch.tensor([True, False, True])
tensors["scalar"] = torch.tensor(-2.5)
tensors["empty"] = torch.zeros(3, 0)
tensors["half/edges"] = torch.tensor([65504.0, -(2.0**-24), 2.0**-14, float("inf"), float("nan")]).half()
tensors["näme \"quoted\"\n"] = torch.tensor([1.5, -0.0])
tensors["f8"] = torch.tensor([1.0, 2.0]).to(torch.float8_e4m3fn)

path = pathlib.Path(__file__).parent / "peer.safetensors"
save_file(tensors, path, metadata={"format": "pt", "ключ": "a \\ b"})
print(path.name, path.stat().st_size, "bytes")
