"""How an OpenAI-compatible server is asked: transport, structured output, and what its replies mean."""
