"""The Streamlit chat: what its page is made of."""
