const SVG = 'http://www.w3.org/2000/svg';
const PADDING = 16;
const TITLE_HEIGHT = 28;
const PNG_SCALE = 2;
const COPIED_STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
  'dominant-baseline',
];

/**
 * The drawing of a chart as a document of its own: with its title, on the page's ground, and with the colours that it has on
 * the page now. Points that a canvas draws go in as a picture.
 *
 * Undefined where the chart has no drawing.
 */
export function createChartSvg(plot: HTMLElement, title: string): string | undefined {
  const layers = [...plot.querySelectorAll<SVGSVGElement | HTMLCanvasElement>('[data-chart]')];
  const drawing = layers.find((layer) => layer instanceof SVGSVGElement);
  if (drawing === undefined) return undefined;
  const width = drawing.width.baseVal.value + 2 * PADDING;
  const height = drawing.height.baseVal.value + 2 * PADDING + TITLE_HEIGHT;
  const style = getComputedStyle(plot);
  const root = document.createElementNS(SVG, 'svg');
  setAttributes(root, { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': 'sans-serif' });
  const ground = document.createElementNS(SVG, 'rect');
  setAttributes(ground, { width, height, fill: findGround(plot) });
  const heading = document.createElementNS(SVG, 'text');
  setAttributes(heading, { x: PADDING, y: PADDING + 14, fill: style.color, 'font-size': 16, 'font-weight': 600 });
  heading.textContent = title;
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('transform', `translate(${PADDING} ${PADDING + TITLE_HEIGHT})`);
  for (const layer of layers) group.append(layer instanceof SVGSVGElement ? copyDrawing(layer) : copyCanvas(layer));
  root.append(ground, heading, group);
  return new XMLSerializer().serializeToString(root);
}

/** A drawing as PNG, with two pixels for each of its own. */
export async function createChartPng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = picture.width * PNG_SCALE;
    canvas.height = picture.height * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) =>
        blob === null ? reject(new Error('The browser made no picture of it.')) : resolve(blob),
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

function copyDrawing(drawing: SVGSVGElement): SVGGElement {
  const group = document.createElementNS(SVG, 'g');
  for (const child of drawing.children) {
    const copy = child.cloneNode(true) as Element;
    copyStyles(child, copy);
    group.append(copy);
  }
  return group;
}

function copyStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of COPIED_STYLES) {
    const value = style.getPropertyValue(name);
    if (value !== '') to.setAttribute(name, value);
  }
  to.removeAttribute('class');
  for (const [index, child] of [...from.children].entries()) copyStyles(child, to.children[index]!);
}

function copyCanvas(canvas: HTMLCanvasElement): SVGImageElement {
  const image = document.createElementNS(SVG, 'image');
  const { offsetLeft: x, offsetTop: y, clientWidth: width, clientHeight: height } = canvas;
  setAttributes(image, { x, y, width, height, href: canvas.toDataURL('image/png') });
  return image;
}

/** The colour behind an element: that of the nearest one that has any. */
function findGround(element: Element): string {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (color !== 'transparent' && !/^rgba\(.*, 0\)$/.test(color)) return color;
  }
  return 'Canvas';
}

function setAttributes(element: Element, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
