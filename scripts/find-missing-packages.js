/**
 * Compares what the lock file asks for with what npm recorded as installed, and says why an install is needed.
 *
 * - `lock` is package-lock.json, `installed` is node_modules/.package-lock.json or undefined where npm never finished.
 * - `hasFolder(key)` tells whether the folder of a lock file key (`node_modules/x`) is there.
 * - An optional package that npm left out is not missing; one of another platform means that the folder was copied.
 *
 * Returns one sentence per reason, or an empty list when everything is there.
 */
export function findMissingPackages({ lock, installed, hasFolder, platform, arch }) {
  if (installed === undefined) return ['nothing is installed yet'];
  const reasons = [];
  for (const [key, entry] of Object.entries(installed.packages)) {
    if (!matches(entry.os, platform) || !matches(entry.cpu, arch)) reasons.push(`${key} is for another platform`);
    else if (!hasFolder(key)) reasons.push(`${key} is gone`);
  }
  for (const [key, entry] of Object.entries(lock.packages)) {
    if (!key.includes('node_modules/')) continue;
    const found = installed.packages[key];
    if (found === undefined) {
      const mayBeAbsent = entry.optional || !matches(entry.os, platform) || !matches(entry.cpu, arch);
      if (!mayBeAbsent) reasons.push(`${key} is not installed`);
    } else if (!entry.link && found.version !== entry.version) {
      reasons.push(`${key} is ${found.version}, the lock file asks for ${entry.version}`);
    }
  }
  return reasons;
}

/** npm's rule for `os` and `cpu`: a list of allowed values, or of forbidden ones with a leading "!". */
function matches(allowed, value) {
  if (allowed === undefined) return true;
  const list = [allowed].flat();
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((item) => item.startsWith('!'));
}
