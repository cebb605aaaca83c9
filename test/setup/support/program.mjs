// Says its pid and every signal that it gets; ends with status 7 on SIGINT, 8 on SIGTERM, once its output is written.
console.log(`started ${process.pid}`);
process.on('SIGINT', () => process.stdout.write('SIGINT\n', () => process.exit(7)));
process.on('SIGTERM', () => process.stdout.write('SIGTERM\n', () => process.exit(8)));
setInterval(() => {}, 60_000);
