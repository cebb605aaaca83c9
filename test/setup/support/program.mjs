// Says its pid once it listens, and every signal that it gets; ends with status 7 on SIGINT, 8 on SIGTERM, once its output is written.
process.on('SIGINT', () => process.stdout.write('SIGINT\n', () => process.exit(7)));
process.on('SIGTERM', () => process.stdout.write('SIGTERM\n', () => process.exit(8)));
setInterval(() => {}, 60_000);
console.log(`started ${process.pid}`);
