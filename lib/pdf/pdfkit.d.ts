/** The part of the library that `lib/pdf` draws with; the package itself has no types. */
declare module "pdfkit" {
  interface Options {
    readonly size: string | readonly [number, number];
    readonly layout?: "portrait" | "landscape";
    readonly margin: number;
    readonly bufferPages: boolean;
    readonly autoFirstPage: boolean;
    readonly lang: string;
    readonly displayTitle: boolean;
    readonly info: Readonly<Record<string, string | Date>>;
  }

  // biome-ignore lint/style/noDefaultExport: it is what the package exports.
  export default class PDFDocument {
    constructor(options: Options);
    page: { readonly width: number; readonly height: number };
    registerFont(name: string, file: string): this;
    font(name: string): this;
    fontSize(points: number): this;
    fillColor(color: string): this;
    strokeColor(color: string): this;
    lineWidth(points: number): this;
    widthOfString(text: string): number;
    text(text: string, x: number, y: number, options: { readonly lineBreak: false }): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    stroke(): this;
    fill(color: string): this;
    addPage(): this;
    bufferedPageRange(): { readonly start: number; readonly count: number };
    switchToPage(page: number): this;
    end(): void;
    on(event: "data", listener: (chunk: Uint8Array) => void): this;
    on(event: "end", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
  }
}
