// Preloaded by `npm start` and `npm run dev`. npm starts a shell that starts this process; a SIGTERM to npm ends those
// two only, and would leave this process running unseen. So it watches its parent, and ends as if the signal had been
// its own. After a signal that did arrive there is nothing to do: a second one would cut the orderly end short.
const parent = process.ppid;
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    ending = true;
  });
}
setInterval(() => {
  if (process.ppid === parent || ending) return;
  ending = true;
  process.kill(process.pid, 'SIGTERM');
}, 500).unref();
