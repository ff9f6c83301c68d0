using Chat.Messages;
using Chat.Presence;
using Stomp.Broker.Handlers;

namespace Chat.Rooms;

/// <summary>The message handlers of the modern page.</summary>
internal static class RoomHandlers
{
    public static void Map(WebApplication application)
    {
        application.MapSubscribe("/rooms/{room}", (string room, MessageArchive archive) => archive.GetRoom(room));
        application.MapMessage(
                "/rooms/{room}",
                (string room, RoomWords words, [UserName] string from, MessageArchive archive) => archive.AddToRoom(room, from, words.Content))
            .SendTo("/topic/rooms/{room}");
        application.MapSubscribe("/people", (PeopleList people) => people.GetPeople());
    }
}
