"""The last resort: an error that nobody foresaw, as one that ends a run with a sentence."""

import os
import tempfile
import traceback
from pathlib import Path

from pipeline.errors import MachineRefuses, PipelineError, ProgramFault
from pipeline.machine import scratch
from pipeline.machine.refusal import FULL, is_out_of_memory, refusal_of


def fault_of(error: BaseException) -> PipelineError:
    """What an error means to whoever runs the command.

    Returns:
        The error itself where it is one of ours; a UsageError where the machine refused something; else a ProgramFault
        with the file that its details were written to.
    """
    if isinstance(error, PipelineError):
        return error
    if is_out_of_memory(error):
        return MachineRefuses("no_memory", detail=str(error).partition("\n")[0] or type(error).__name__)
    refusal = refusal_of(error)
    if refusal is None:
        return _of_program(error)
    if refusal.number in FULL and (scratch.is_temporary(Path(refusal.path)) if refusal.path else scratch.is_full()):
        return MachineRefuses("no_room_on_disk", folder=scratch.outside(), detail=refusal.detail)
    if refusal.path is None:
        return MachineRefuses("system_refuses", detail=refusal.detail)
    return MachineRefuses("os_error", path=refusal.path, detail=refusal.detail)


def _of_program(error: BaseException) -> ProgramFault:
    kind = type(error).__name__
    try:
        handle, name = tempfile.mkstemp(prefix="mlr-opendata-fault-", suffix=".txt", dir=scratch.outside())
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(traceback.format_exception(error))
    except OSError:
        return ProgramFault("program_fault_untold", kind=kind)
    return ProgramFault("program_fault", kind=kind, details=name)
