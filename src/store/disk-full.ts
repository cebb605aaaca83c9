/** Whether an error, of Node or of DuckDB, says that there is no space left. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  return /^Out of Memory Error|No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/.test(error.message);
}
