"""The forty subjects: how each is drawn, how large, where it stands and what colours it has by itself."""

from .animals import ANIMALS
from .buildings import BUILDINGS
from .characters import CHARACTERS
from .figures import FIGURES
from .objects import OBJECTS
from .plants import PLANTS
from .subject import Subject
from .vehicles import VEHICLES

SUBJECTS: dict[str, Subject] = {**ANIMALS, **BUILDINGS, **CHARACTERS, **FIGURES, **OBJECTS, **PLANTS, **VEHICLES}

__all__ = ["SUBJECTS", "Subject"]
