// The camera: tickets read by the browser itself where it can, else by a decoder that the site
// serves. A ticket that stays before the camera is told once.
const EVERY_MS = 120;
const SAME_MS = 4_000;
const WIDEST = 640;

const ownReader = async () => {
  if (!("BarcodeDetector" in globalThis)) return null;
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (picture) => (await detector.detect(picture)).map((found) => found.rawValue);
};

const servedReader = async () => {
  const { default: decode } = await import("./qr/decode.js");
  return async (picture) => {
    try {
      return [decode(picture)];
    } catch {
      return []; // nothing on it that is a code
    }
  };
};

export class Scanner {
  constructor(video, seen) {
    this.video = video;
    this.seen = seen;
    this.canvas = document.createElement("canvas");
    this.last = { text: "", at: 0 };
  }

  async start() {
    this.read ??= (await ownReader()) ?? (await servedReader());
    this.stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 } },
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.#look();
  }

  stop() {
    clearTimeout(this.next);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async #look() {
    if (!this.stream) return;
    try {
      for (const text of await this.read(this.#picture())) this.#tell(text);
    } catch {
      // A picture that cannot be read is followed by another.
    }
    if (this.stream) this.next = setTimeout(() => this.#look(), EVERY_MS);
  }

  #picture() {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, WIDEST / videoWidth);
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    const drawing = this.canvas.getContext("2d", { willReadFrequently: true });
    drawing.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return drawing.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  #tell(text) {
    const now = Date.now();
    const same = text === this.last.text && now - this.last.at < SAME_MS;
    this.last = { text, at: now };
    if (!same) this.seen(text);
  }
}
