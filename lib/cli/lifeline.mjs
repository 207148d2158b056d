// Loaded into the web server's process: it ends when the command that started it has died, however that was.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 500).unref();
