const NAMESPACE = 'urn:starweave:picture';
const SETTINGS = /<starweave:settings>([^<]*)<\/starweave:settings>/;

/** An XMP packet that holds our settings. */
export function createXmp(settingsJson: string): Buffer {
  return Buffer.from(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:starweave="${NAMESPACE}"><starweave:settings>${escapeXml(settingsJson)}</starweave:settings></rdf:Description></rdf:RDF></x:xmpmeta>`,
    'utf8',
  );
}

/** Our settings in an XMP packet, or `undefined`. */
export function findXmpSettings(xmp: Buffer): string | undefined {
  const found = SETTINGS.exec(xmp.toString('utf8'))?.[1];
  return found === undefined ? undefined : unescapeXml(found);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
