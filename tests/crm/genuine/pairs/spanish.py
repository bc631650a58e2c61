"""Letters in Spanish, written for this, as those in English are. The first three share their subject, olive oil."""

GREETINGS = ["Estimada Ana:", "Hola Ben,", "Buenos días, Cem:", "Querida señora Okoro:"]
SIGN_OFFS = [
    "Un cordial saludo\nAlice Moss\nVelo SL, tel. 91 1234",
    "Saludos,\nBob",
    "Muchas gracias de antemano\nAlice",
]
THREAD = (
    "El mar, 3 may 2026 a las 10:12, Ana Lima (<ana@news.example>) escribió:\n"
    "> Gracias por las cifras. ¿Quién pagó la encuesta y cuántas ciudades participaron?\n"
    "> Lo necesitaría antes del jueves, porque entonces la página va a imprenta.\n"
)
LETTERS = [
    (
        [
            "El aceite de oliva nunca ha sido tan caro y sin embargo las cooperativas cierran.",
            "Nuestro informe sigue cada euro desde el árbol hasta la botella en 27 pueblos de la sierra.",
            "La mayor parte se queda en tres empresas que no tienen ni un olivo.",
            "Lo presentamos el 12 de junio y nos gustaría que usted lo contara a sus lectores.",
        ],
        {"informe": "estudio", "mayor parte": "mayoría", "contara": "explicara"},
        "Dos agricultores hablarán con su nombre, algo que hasta ahora nadie se atrevía a hacer.",
    ),
    (
        [
            "Su crónica sobre la última almazara del valle me recordó a mi abuela, que trabajó allí de niña.",
            "He encontrado en su casa las libretas donde apuntaba los jornales, con la letra muy pequeña.",
            "En el año de la helada no hay nada, solo un dibujo.",
            "¿Le gustaría verlas antes de que las done al ayuntamiento?",
        ],
        {"recordó": "devolvió", "pequeña": "menuda", "done": "entregue"},
        "Mi madre todavía sabe leer las abreviaturas y estaría encantada de ayudarle.",
    ),
    (
        [
            "Un catador ciego distingue mejor el aceite viejo que las máquinas del laboratorio.",
            "Lo comprobamos con cuarenta muestras y seis aparatos que cuestan más que una casa.",
            "Ganó el señor de noventa años que nunca había salido de su comarca.",
            "Pensé que encajaba en su sección sobre oficios que desaparecen.",
        ],
        {"viejo": "rancio", "comprobamos": "probamos", "encajaba": "quedaba bien"},
        "Él mismo se ríe de la prueba, pero pidió una copia del resultado.",
    ),
    (
        [
            "La biblioteca del barrio presta desde hoy herramientas además de libros.",
            "Un taladro se usa trece minutos en toda su vida, así que sobran en cada escalera.",
            "Los vecinos ya han donado doscientas piezas y un torno.",
            "Venga cualquier tarde y le enseñamos el taller sin prisa.",
        ],
        {"presta": "deja", "sobran": "hay de más", "enseñamos": "mostramos"},
        "Los sábados una carpintera jubilada explica cómo se afila todo aquello.",
    ),
    (
        [
            "Seis de cada diez aplicaciones infantiles envían la posición del niño a terceros.",
            "Las hemos abierto una por una con dos universidades, y los resultados preocupan.",
            "Los fabricantes conocen los fallos desde febrero y callan.",
            "Publicamos el lunes y podemos darle los datos completos bajo embargo.",
        ],
        {"envían": "mandan", "preocupan": "asustan", "callan": "no contestan"},
        "Una de las investigadoras puede mostrarlo en directo con su propio teléfono.",
    ),
    (
        [
            "Gracias por la charla de ayer, sus dudas sobre el huerto escolar eran razonables.",
            "Volví a llamar a las maestras y les pregunté por los meses de invierno.",
            "Dos reconocen que la tierra queda vacía y una cultiva lechugas en el pasillo.",
            "¿Puedo mandarle lo que ella escribió?",
        ],
        {"razonables": "justas", "vacía": "desnuda", "mandarle": "enviarle"},
        "No quiere fotos de los alumnos, pero de las lechugas todas las que haga falta.",
    ),
]
SAME_SHAPE = [
    (
        "He leído su artículo sobre los embalses y tengo una pregunta sobre las mediciones. "
        "¿Se tomaron antes o después de la tormenta? Nosotros pasamos por allí en marzo y el nivel era otro.",
        "He leído su artículo sobre los alquileres y tengo una pregunta sobre las encuestas. "
        "¿Incluyen las habitaciones? En nuestra calle ya no queda un piso entero que alquile una familia.",
    ),
]
SHORT = [
    ("¡Gracias, así lo haré!", "Muchas gracias, nos vemos allí."),
    ("Feliz cumpleaños, querida Ana", "Enhorabuena por el premio, muy merecido."),
]
