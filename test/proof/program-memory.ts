import { readFileSync, writeFileSync } from 'node:fs';

const KIB_PER_MIB = 1024;

/** Most memory that a process has held since its start or {@link forgetPeak}, in MiB. Linux. */
export function peakMemoryMib(pid: number): number {
  return fieldMib(pid, 'VmHWM');
}

/** What a process holds now, in MiB. Linux. */
export function memoryMib(pid: number): number {
  return fieldMib(pid, 'VmRSS');
}

/** Lets the peak begin anew; see proc(5) on clear_refs. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function fieldMib(pid: number, field: string): number {
  const [, kib] =
    new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / KIB_PER_MIB;
}
