// Preloaded into what launch.mjs starts: when the launcher is gone, however that happened, ask this process to end in order.
if (process.channel && process.env.FLYWHEEL_LAUNCHER === String(process.ppid)) {
  delete process.env.FLYWHEEL_LAUNCHER;
  process.once('disconnect', () => {
    // A program that looks after it itself is not told twice.
    if (process.listenerCount('disconnect') === 0) process.kill(process.pid, 'SIGTERM');
  });
  process.channel.unref();
  // A closed terminal must not keep the program from ending in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
