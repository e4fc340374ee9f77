# amqp has no types. Only what shared uses is declared here.
from amqp import serialization as serialization
