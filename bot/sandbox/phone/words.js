// What the phone itself says, in its owner's language.

export const WORDS = {
  es: {
    online: "en línea",
    typing: "escribiendo…",
    message: "Mensaje",
    today: "Hoy",
    speaks: "Español",
    starters: ["Hola", "¿Cuánto debo?", "Quiero pagar"],
    media: { image: "Foto", document: "Documento", audio: "Nota de voz", location: "Ubicación" },
  },
  en: {
    online: "online",
    typing: "typing…",
    message: "Message",
    today: "Today",
    speaks: "English",
    starters: ["Hi", "How much do I owe?", "I want to pay"],
    media: { image: "Photo", document: "Document", audio: "Voice note", location: "Location" },
  },
};
