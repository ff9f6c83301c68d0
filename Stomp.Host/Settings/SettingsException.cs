namespace Stomp.Host.Settings;

/// <summary>A setting is wrong; the message is the one line that the user gets.</summary>
internal sealed class SettingsException(string message) : Exception(message);
