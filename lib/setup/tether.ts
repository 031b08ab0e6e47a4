// Loaded into a build before Next (`node --import`): Next would build on after whoever asked for it was killed, into
// the folder that the next start builds in, and the two would mix.

// Next's own workers inherit the import; they end with Next, and a listener would keep them from it.
const isWorker = process.argv[2] !== 'build'

if (process.channel && !isWorker) {
  process.on('disconnect', () => process.exit(1))
  // A listener holds the process: where Next has nothing more to do it has to end, done or not.
  process.channel.unref()
}
