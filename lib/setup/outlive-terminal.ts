/**
 * A terminal that is closed takes the outputs with it, and a write to them would then end the process in the middle of
 * a call. What is said to nobody is lost; what is being done is finished.
 */
export function outliveTerminal(): void {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined)
}
