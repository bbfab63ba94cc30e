"""What a server and its model can do, found out by asking: small requests, one a feature."""

from agent.reasoner.serving.probing.findings import Capabilities, Feature, Found
from agent.reasoner.serving.probing.probe import probe
from agent.reasoner.serving.probing.store import Known

__all__ = ["Capabilities", "Feature", "Found", "Known", "probe"]
