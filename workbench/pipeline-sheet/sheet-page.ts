/** One picture of the sheet. */
export interface LabelledPicture {
  readonly label: string;
  /** A picture file. */
  readonly file: Uint8Array;
  readonly type: 'image/png' | 'image/jpeg';
}

/** One line of the sheet. */
export interface SheetRow {
  readonly title: string;
  readonly pictures: readonly LabelledPicture[];
}

const style = `
  body { margin: 0; padding: 12px; width: max-content; background: white; color: #222; font: 11px/1.25 sans-serif; }
  h2 { font-size: 13px; margin: 8px 0 4px; }
  div { display: flex; gap: 6px; }
  figure { margin: 0; width: 132px; }
  img { display: block; width: 132px; height: 132px; object-fit: contain; background: #eee; }
  figcaption { margin-top: 2px; overflow-wrap: anywhere; }`;

/** A page that shows rows of labelled pictures, whole by itself: the pictures are inside. */
export function createSheetPage(rows: readonly SheetRow[]): string {
  const sections = rows.map(({ title, pictures }) => {
    const figures = pictures.map(({ label, file, type }) => {
      const source = `data:${type};base64,${Buffer.from(file).toString('base64')}`;
      return `<figure><img src="${source}" alt=""><figcaption>${escapeHtml(label)}</figcaption></figure>`;
    });
    return `<h2>${escapeHtml(title)}</h2><div>${figures.join('')}</div>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Pipelines</title><style>${style}</style>${sections.join('')}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
