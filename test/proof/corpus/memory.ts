import { readFileSync, writeFileSync } from 'node:fs';

function fieldMib(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  const [, kib] =
    new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/** What a process holds now. Linux. */
export function memoryMib(pid: number): number {
  return fieldMib(pid, 'VmRSS');
}

/** Most that it has held since {@link forgetPeak}. */
export function peakMib(pid: number): number {
  return fieldMib(pid, 'VmHWM');
}

/** See proc(5) on clear_refs. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
